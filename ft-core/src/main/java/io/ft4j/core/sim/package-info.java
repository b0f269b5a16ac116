/**
 * A whole group in one thread under one seed: {@link io.ft4j.core.sim.Simulator} runs it, {@link
 * io.ft4j.core.sim.SimReport} says how it went.
 */
package io.ft4j.core.sim;
