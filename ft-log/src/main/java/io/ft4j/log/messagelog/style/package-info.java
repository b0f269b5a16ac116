/**
 * What each {@link io.ft4j.log.messagelog.LoggingStyle} does: where an event is kept, and up to which event a process may be
 * told, its messages may leave for others, and for the outside. Not for services.
 *
 * <p><b>Owners.</b> {@code Logging}: the three limits. Sender-based: {@code SenderLogging}, what was taken and not told; {@code
 * UnconfirmedEvents}, whose receipts are missing; {@code SentMessages}, what is kept for a receiver; {@code SenderReplay},
 * {@code ReplayChannel}, {@code LocalEvents}, the way back; {@code LogEnd}, how far the log reached. Optimistic: {@code Rollbacks}, which versions each process has
 * begun; {@code Stability}, what is durable where; {@code SettledEvents}, how far events are settled.
 *
 * <p>Reading order: {@code Logging}, {@code ReceiverLogging}; {@code SenderLogging}, {@code UnconfirmedEvents}, {@code SentLog},
 * {@code SenderReplay}; {@code Dependencies}, {@code Rollbacks}, {@code OptimisticLogging}.
 */
package io.ft4j.log.messagelog.style;
