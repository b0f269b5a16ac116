/**
 * Copies of messages at their senders, out of which the damaged log of a receiver is rebuilt. Not for services.
 *
 * <p>The sender keeps what it said; the receiver tells it, when a message is durable and told, its place and time; so the sender
 * has the entry of the receiver's log, byte for byte. Nothing waits for any of it.
 *
 * <p><b>Owners.</b> {@code KeptCopies}: messages and their places, of one receiver. {@code OwedReceipts}: places that one sender
 * has not been told. {@code CopyFetcher}: what a receiver with a damaged log was given.
 *
 * <p><b>Messages.</b> {@code CopyReceipts}: receiver to sender, each batch, once. {@code CopyRequest}: a receiver with a damaged
 * log to all. {@code Copies}: the answer; asked again behind what it covers.
 *
 * <p><b>Invariants.</b> C1 the places of copies grow with the numbers of the messages.
 *
 * <p>Sources: forward error recovery, the next sound state instead of an earlier one, Tanenbaum, van Steen, Distributed Systems
 * (2017), section 8.6; who keeps a message, Johnson, Zwaenepoel, Sender-Based Message Logging (1987).
 *
 * <p>Reading order: {@code CopyKeeper}, {@code KeptCopies}, {@code OwedReceipts}, {@code CopyFrames}, {@code CopyFetcher}.
 */
package io.ft4j.log.messagelog.copies;
