/**
 * Whole groups in one thread, in virtual time: the classes of the product from the protocol to the frame, with network,
 * disks and clocks in the hands of a script ({@link io.ft4j.core.scenario.Scenario}). After every duty cycle every {@link
 * io.ft4j.core.sim.check.Check} is asked. Chance has its own harness, {@link io.ft4j.core.sim.Simulator}.
 *
 * <p>Reading order: {@code TestLog}, {@code TestNetwork}, {@code Cluster}, {@code Scenario}. Protocols join
 * by a {@code Subject}, a consensus by a {@code ConsensusSubject}.
 */
package io.ft4j.core.scenario;
