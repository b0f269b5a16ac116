/**
 * Whole groups in one thread, in virtual time, under one seed: the classes of the product from the protocol to the frame,
 * with network, disks and clocks in the hands of a script ({@link io.ft4j.core.scenario.Scenario}) or of chance ({@link
 * io.ft4j.core.scenario.ChaosRun}). After every duty cycle every {@link io.ft4j.core.sim.check.Check} is asked.
 *
 * <p>Reading order: {@code TestLog}, {@code TestNetwork}, {@code Cluster}, {@code Scenario}, {@code ChaosPlan}, {@code
 * ChaosRun}, {@code Sabotage}. A protocol joins by a {@code Subject}.
 */
package io.ft4j.core.scenario;
