/**
 * Processes of any protocols in one thread under one seed, with the faults of a plan: {@link
 * io.ft4j.core.sim.protocol.ProtocolSimulator} runs a {@link io.ft4j.core.sim.protocol.SimulatedSystem}, which says what each
 * process runs and what must hold. Protocols, stack and driver are those of the product; time, network, disks and clocks are
 * the {@link io.ft4j.core.sim.world}. Groups that replicate a state machine, with their clients, are {@link
 * io.ft4j.core.sim.Simulator}'s.
 */
package io.ft4j.core.sim.protocol;
