/**
 * The physical world of a simulated run: {@link io.ft4j.core.sim.world.Engine} owns virtual time, what is still to come and
 * the lives of the {@link io.ft4j.core.sim.world.Machine}s; what these run is {@link io.ft4j.core.sim.world.Software}.
 *
 * <p>Who owns what: {@code SimFaults} which faults are active; {@code SimDisk} the bytes below a log; {@code SimLog} what was
 * written and what is durable; {@code SimNetwork} frames that have arrived; {@code EventTrace} the hash of everything that
 * happened. Reading order: {@code Engine}, {@code Machine}, {@code Software}, {@code SimFaults}, {@code SimLog}.
 */
package io.ft4j.core.sim.world;
