/**
 * The protocol that hosts a process: takes its events, tells them, and sends on what it says. For those who host it with
 * protocols of their own; services use {@code io.ft4j.log.messagelog.host}.
 *
 * <p><b>Owners.</b> {@link io.ft4j.log.messagelog.node.MessageLogNode}: how far the process was told. {@code Timers}: which are
 * set. {@code Outputs}: what the outside has taken. {@code Peers}: where they say they stand, and which were given up.
 *
 * <p>Reading order: {@code MessageLogNode}, {@code Peers}, {@code Execution}, {@code NodeState}, {@code Outputs}, {@code Timers}.
 */
package io.ft4j.log.messagelog.node;
