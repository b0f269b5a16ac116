/**
 * A whole group in one thread under one seed: {@link io.ft4j.core.sim.Simulator} runs it, {@link
 * io.ft4j.core.sim.SimReport} says how it went, {@link io.ft4j.core.sim.SimTally} what it met, and a {@link
 * io.ft4j.core.sim.Workload} asks and judges. The protocol, its driver, the sessions and the clients are those of the product;
 * time, network, disks and clocks are not.
 *
 * <p>Who owns what: {@code World} virtual time and what is still to come; {@code Lives} how processes begin and end; {@code
 * SimFaults} which faults are active; {@code SimDisk} the bytes below a log, {@code SimLog} what was written and what is
 * durable; {@code Convergence} what a healed core owes; {@code EventTrace} the hash of everything that happened.
 *
 * <p>Sources: Claessen et al. 2009 and the simulators of FoundationDB and TigerBeetle (whole systems under one seed); Groce
 * et al. 2012 (swarm testing). Reading order: {@code Simulator}, {@code Simulation}, {@code World}, {@code Lives}, {@code
 * SimEvents}, {@code SimLog}, {@code Convergence}; then {@link io.ft4j.core.sim.check}.
 */
package io.ft4j.core.sim;
