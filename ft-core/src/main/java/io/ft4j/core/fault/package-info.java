/**
 * The failure model in use: what can go wrong ({@link io.ft4j.core.fault.FaultKind}, each with its mode of failure), when
 * and to whom ({@link io.ft4j.core.fault.Fault}), a whole run of it ({@link io.ft4j.core.fault.FaultPlan}, as text too),
 * and how a seed draws one ({@link io.ft4j.core.fault.Swarm}). The simulator runs such plans; {@link
 * io.ft4j.core.fault.FaultyTransport} and {@link io.ft4j.core.fault.FaultyLog} run what they can of them on a live group.
 *
 * <p>Sources: Cristian 1991 (failure modes); Groce et al. 2012 (swarm testing). Reading order: as above.
 */
package io.ft4j.core.fault;
