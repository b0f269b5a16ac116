/**
 * Message logging: processes that come back after a crash as if nothing had happened, without being replicated.
 *
 * <p>A {@link io.ft4j.log.messagelog.RecoverableProcess} is piecewise deterministic: what it does at an event depends on its
 * state and that event only. So it is enough to keep the events, and to tell them again behind the newest checkpoint. {@link
 * io.ft4j.log.messagelog.LoggingStyle} says who keeps them; the messages are in {@code messagelog.xml}.
 *
 * <p><b>Names.</b> An <i>event</i> is a message, an input of the outside, or a timer that is due; its number in its process is
 * the rsn. A message has a number in its channel, the ssn. An event is <i>taken</i> when it has its place in the sequence, and
 * <i>told</i> when the process has been called. An <i>orphan</i> is a process that was told a message which its sender, after
 * a crash, does not say. An event is <i>settled</i> when no crash can take it.
 *
 * <p><b>Invariants.</b> M1 events are told in the order of their rsn, without a gap. M2 none is told that was not taken. M3 nor
 * in any channel. M4 a message or output leaves only when the style's limit has reached the event that caused it. M5 nobody is
 * told what its sender does not say (no orphan); with {@link io.ft4j.log.messagelog.LoggingStyle#OPTIMISTIC}: who was, begins
 * again before it, and the outside never learns of it. M6 the log is released only behind the oldest checkpoint that is kept.
 * M7 a settled event is never lost.
 *
 * <p><b>Packages.</b> Here is what a service sees. {@code record}: the entries and messages, and how far they got; {@code copies}:
 * what senders keep for a receiver whose log is damaged; {@code style}: what each style does; {@code causal}: the causal one; {@code
 * node}: the protocol that hosts a process; {@code host}: the process over a real log, a store of checkpoints and a transport. Left
 * never imports right.
 *
 * <p>Sources: Strom, Yemini, Optimistic Recovery in Distributed Systems (1985); Johnson, Zwaenepoel, Sender-Based Message
 * Logging (1987); Johnson, Zwaenepoel, Recovery in Distributed Systems Using Optimistic Message Logging and Checkpointing
 * (1990); Damani, Garg, How to Recover Efficiently and Asynchronously when Optimism Fails (1996); Elnozahy, Alvisi,
 * Wang, Johnson, A Survey of Rollback-Recovery Protocols in Message-Passing Systems (2002).
 *
 * <p>Reading order: {@code RecoverableProcess}, {@code Out}, {@code LoggingStyle}, {@code MessageLogConfig}; then {@code
 * node.MessageLogNode}, {@code style.Logging}, {@code style.ReceiverLogging}, {@code record.Journal}, {@code
 * record.OutboundChannel}, {@code host.ProcessHost}.
 */
package io.ft4j.log.messagelog;
