/**
 * A whole group in one thread under one seed: {@link io.ft4j.core.sim.Simulator} runs it, {@link
 * io.ft4j.core.sim.SimReport} says how it went, {@link io.ft4j.core.sim.SimTally} what it met, and a {@link
 * io.ft4j.core.sim.Workload} asks and judges. The protocol, its driver, the sessions and the clients are those of the product;
 * time, network, disks and clocks are not: they are the {@link io.ft4j.core.sim.world}.
 *
 * <p>Who owns what: {@code World} what the parts of a run share; {@code Lives} how replicas begin and end; {@code Simulation}
 * their steps; {@code SimClients} who asks; {@code Convergence} what a healed core owes.
 *
 * <p>Sources: Claessen et al. 2009 and the simulators of FoundationDB and TigerBeetle (whole systems under one seed); Groce
 * et al. 2012 (swarm testing). Reading order: {@code Simulator}, {@code Simulation}, {@code Lives}, {@code DiskEvents}, {@code
 * Convergence}; then {@link io.ft4j.core.sim.world} and {@link io.ft4j.core.sim.check}.
 */
package io.ft4j.core.sim;
