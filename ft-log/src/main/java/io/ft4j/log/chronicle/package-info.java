/**
 * A log in files of Chronicle Queue, which is visible in this package and nowhere else. One document per block; {@link
 * io.ft4j.log.BlockLog} gives the blocks their meaning.
 *
 * <p>Chronicle Queue serves as appender and as file format, and for nothing else. It trusts what it finds in a queue: a
 * flipped bit in the write position of a file makes it overwrite blocks, one in an index page leads a reader astray, a
 * lock left behind by a process whose id is in use again (the first of a container has the same every time) stops it for
 * 15 seconds. So a queue is written by the run that created it and never opened again:
 *
 * <pre>
 *   log/queue-0000000000/metadata.cq4t      Chronicle's locks; never read back
 *                        19700101F.cq4      file 0: file header, index pages, blocks, end mark
 *                        19700102F.cq4      file 1, where the process was killed
 *   log/queue-0000000002/19700103F.cq4      file 2, begun by the run after that
 * </pre>
 *
 * <p>Invariants:
 * <ol>
 *   <li>C1 File numbers are consecutive from the oldest file to the newest, over all runs; one that lacks is damage.
 *   <li>C2 Blocks are found by walking the documents of a file, in a mapping of our own.
 *   <li>C3 A file of an earlier run changes in two ways only: its end, or all of it, is cut off, and a flipped bit of a
 *       block is corrected.
 *   <li>C4 All that Chronicle writes lies below what was written ahead, and zeros are only ever written above that.
 * </ol>
 *
 * <p>Reading order: {@link io.ft4j.log.chronicle.ChronicleLog}, {@code ChronicleStore}, {@code CycleFile}, {@code
 * QueueWriter}.
 */
package io.ft4j.log.chronicle;
