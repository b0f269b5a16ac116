/**
 * The chassis: what a protocol is ({@link io.ft4j.core.protocol.Protocol}), how it speaks ({@link
 * io.ft4j.core.protocol.Outbox}), and the bytes that all protocols share.
 *
 * <p>Invariants of {@link io.ft4j.core.protocol.HotTail}: T1–T3, listed there. Reading order: {@code Protocol}, {@code
 * Outbox}, {@code Records}, {@code HotTail}, {@code Consensus}, {@code FailureDetector}, {@code ProtocolStack}.
 */
package io.ft4j.core.protocol;
