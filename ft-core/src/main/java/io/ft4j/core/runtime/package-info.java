/**
 * Runs protocols: the duty cycle ({@link io.ft4j.core.runtime.EffectDriver}), the pipeline from a client's command to
 * its reply, groups of replicas in one process, and the transports.
 *
 * <p>The way of a command:
 * <pre>
 *   Client ──► Ingress (ring) ──► propose ──► HotTail ─┬─► Transport ──► followers
 *                                                      └─► DurableLog
 *   Client ◄── Egress (ring)  ◄── Applier ◄── commit index ◄── acknowledgements
 * </pre>
 *
 * <p>A group that was told to suffer a plan of faults has {@link io.ft4j.core.runtime.InjectedFaults} in its duty cycle.
 *
 * <p>Invariants: O1–O6 of the outbox, listed where they are checked.
 */
package io.ft4j.core.runtime;
