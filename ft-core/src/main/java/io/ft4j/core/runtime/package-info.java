/**
 * Runs protocols: the duty cycle ({@link io.ft4j.core.runtime.driver.EffectDriver}), the pipeline from a client's command to
 * its reply, groups of replicas in one process, and the transports.
 *
 * <p>The way of a command:
 * <pre>
 *   Client ──► Ingress (ring) ──► propose ──► HotTail ─┬─► Transport ──► followers
 *                                                      └─► DurableLog
 *   Client ◄── Egress (ring)  ◄── Applier ◄── commit index ◄── acknowledgements
 * </pre>
 *
 * <p>{@link io.ft4j.core.runtime.ReplicaGroup} keeps all of it in one process. {@link
 * io.ft4j.core.runtime.GroupMember} has one replica, and {@link io.ft4j.core.runtime.RemoteGroup} none; there the client's
 * door leads to a transport ({@code client.xml}).
 *
 * <p>A group that was told to suffer a plan of faults has {@link io.ft4j.core.runtime.InjectedFaults} in its duty cycle.
 *
 * <p>Invariants of the outbox. O1 one claim at a time, and every claim is published. O2 positions given out by the outbox
 * are those that the log gives. O3 a range is not empty. O4 a step keeps to {@code maxStepBytes}. O5 the positions that
 * held frames wait for never decrease. M1–M4 stand at {@link io.ft4j.core.runtime.local.MemoryLog}.
 */
package io.ft4j.core.runtime;
