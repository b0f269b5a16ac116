/**
 * How the clients of a process reach its replicas: {@link io.ft4j.core.runtime.client.Client} is a session, {@link
 * io.ft4j.core.runtime.client.ReplyHandler} takes its replies.
 *
 * <p>Who owns what: {@code OutstandingCommands} what a client has asked and nobody has answered; {@code Ingress} what waits
 * at a replica; {@code LeaderBoard} who leads; {@code ClientDirectory} which sessions have a client here; {@code Doors} all
 * of these for one group.
 *
 * <p>Where clients and replicas are in different processes, the same doors stand in both. {@code RemoteReplicas} carries what
 * waits at the ingress of a replica elsewhere to it, and replies back to their clients; {@code RemoteClients} is its other
 * end; both speak {@code client.xml} over a {@code ClientLink}, which believes nothing that it has not checked.
 */
package io.ft4j.core.runtime.client;
