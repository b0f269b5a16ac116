/**
 * How the clients of a process reach its replicas: {@link io.ft4j.core.runtime.client.Client} is a session, {@link
 * io.ft4j.core.runtime.client.ReplyHandler} takes its replies.
 *
 * <p>Who owns what: {@code OutstandingCommands} what a client has asked and nobody has answered; {@code Ingress} what waits
 * at a replica; {@code LeaderBoard} who leads; {@code ClientDirectory} which sessions have a client here; {@code Doors} all
 * of these for one group.
 */
package io.ft4j.core.runtime.client;
