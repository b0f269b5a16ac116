/**
 * Looks at the folder of a log and changes nothing: no lock, no new incarnation, no cut, no correction in a file. The log
 * may be open in another process, or damaged: {@link io.ft4j.log.inspect.LogInspector} tells what it is, gives its
 * records, names what is damaged, and follows what is appended.
 *
 * <p>What another process writes meanwhile is seen or not, never half of it. The order of reading makes that sure: first
 * the acknowledgement mark, then which files there are, then their blocks, so that what the mark calls acknowledged must
 * be found; and from which position on records are kept after the files, so that a file that was released is not missed.
 *
 * <p>Reading order: {@code LogInspector}, {@code OpenLog}, {@code LogDamage}, {@code LogTail}; {@link
 * io.ft4j.log.BlockScan} walks.
 */
package io.ft4j.log.inspect;
