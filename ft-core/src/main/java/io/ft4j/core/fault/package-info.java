/**
 * The failure model in use: what can go wrong ({@link io.ft4j.core.fault.FaultKind}, each with its mode of failure), when
 * and to whom ({@link io.ft4j.core.fault.Fault}), a whole run of it ({@link io.ft4j.core.fault.FaultPlan}, as text too),
 * and how a seed draws one ({@link io.ft4j.core.fault.Swarm}).
 *
 * <p>One plan runs in two worlds. What a fault does to frames ({@link io.ft4j.core.fault.FaultyNetwork}), to a clock
 * ({@link io.ft4j.core.fault.FaultyClock}) and in the middle of a step ({@link io.ft4j.core.fault.Fuse}) is the same in
 * both. The simulator has disks, processes and clients of its own and can do all of it. A live group is told to suffer a
 * plan by its builder; a {@link io.ft4j.core.fault.FaultInjector} then stands between its replicas and their ports, as
 * {@link io.ft4j.core.fault.FaultyTransport} and {@link io.ft4j.core.fault.FaultyLog}, and refuses the few kinds that need
 * a disk or clients made for it ({@link io.ft4j.core.fault.FaultKind#simulatedOnly}).
 *
 * <p>Sources: Cristian 1991 (failure modes); Groce et al. 2012 (swarm testing). Reading order: as above.
 */
package io.ft4j.core.fault;
