/**
 * The log in files of its own, for {@code PROCESS} and {@code DISK}: {@link io.ft4j.log.segment.SegmentLog}.
 *
 * <p>Segments of a fixed length, named by number, begin with a header page ({@code SegmentHeader} has its table) and hold
 * blocks one behind the other; a block length of 0 ends them. Appends are copies into mapped memory. Three rules keep
 * that safe:
 *
 * <p>S1 space is taken before a mapped store needs it, by writing zeros through the channel. A store into a hole of a
 * full disk would be a fault of the process, seen late; a write is an error, seen before anything is half done.
 *
 * <p>S2 space is taken in writes of 16 KiB. A kernel with large folios would otherwise write back the whole folio for
 * every small change.
 *
 * <p>S3 bytes behind the last block are zeros. A cut removes them from the file in one step, so that no block of an old
 * tail can follow a new one.
 *
 * <p>Reading order: {@code SegmentLog}, {@code SegmentStore}, {@code Segment}, {@code SegmentHeader}.
 */
package io.ft4j.log.segment;
