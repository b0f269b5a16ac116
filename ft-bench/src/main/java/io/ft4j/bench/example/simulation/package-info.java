/**
 * How a state machine of one's own is simulated: {@code OrderBookSimulationTest} runs the order book for an hour of
 * faults in ten lines; {@link io.ft4j.bench.example.simulation.CarelessOrderBook} makes the two mistakes that are easiest
 * to make, and {@link io.ft4j.bench.example.simulation.CarelessSimulation} shows how it is found out.
 */
package io.ft4j.bench.example.simulation;
