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
 * a crash, does not say.
 *
 * <p><b>Invariants.</b> M1 events are told in the order of their rsn, without a gap. M2 none is told that was not taken. M3 nor
 * in any channel. M4 a message or output leaves only when the style's limit has reached the event that caused it. M5 nobody is
 * told what its sender does not say (no orphan). M6 the log is released only behind the oldest checkpoint that is kept.
 *
 * <p><b>Owners.</b> {@code MessageLogNode}: how far the process was told. {@code InboundChannels}: what was taken of each
 * channel. {@code OutboundChannel}: what was said, sent and acknowledged. {@code Journal}: what is durable. {@code Timers},
 * {@code Outputs}, {@code StateGuard}: what their names say. {@code Logging}: the three limits. Sender-based: {@code
 * SenderLogging}, what was taken and not told; {@code UnconfirmedEvents}, whose receipts are missing; {@code SentMessages}, what
 * is kept for a receiver; {@code SenderReplay}, {@code ReplayChannel}, {@code LocalEvents}, the way back.
 *
 * <p>Sources: Strom, Yemini, Optimistic Recovery in Distributed Systems (1985); Johnson, Zwaenepoel, Sender-Based Message
 * Logging (1987); Elnozahy, Alvisi, Wang, Johnson, A Survey of Rollback-Recovery Protocols in Message-Passing Systems (2002).
 *
 * <p>Reading order: {@code RecoverableProcess}, {@code Out}, {@code LoggingStyle}, {@code MessageLogNode}, {@code Logging},
 * {@code ReceiverLogging}, {@code Journal}, {@code OutboundChannel}, {@code Execution}; {@code SenderLogging}, {@code
 * UnconfirmedEvents}, {@code SentLog}, {@code SenderReplay}.
 */
package io.ft4j.log.messagelog;
