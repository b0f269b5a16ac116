/**
 * Checkpoints of a process: states that are larger than the heap, in files that are whole or not there.
 *
 * <p>A folder is one process. A checkpoint is a file named by its number; while it is written its name ends in {@code
 * .checkpoint.new}, while it waits for a decision of several processes in {@code .checkpoint.tentative}, and after a rollback
 * behind it in {@code .checkpoint.undone}.
 *
 * <table>
 * <caption>A file, little endian: a header of 512 bytes, then blocks without a gap, all but the last of full length</caption>
 * <tr><th>offset</th><th>field</th><th>type</th><th>meaning</th></tr>
 * <tr><td>0</td><td>magic</td><td>8 bytes</td><td>"ft4jckpt"</td></tr>
 * <tr><td>8</td><td>version</td><td>int</td><td>of the format, 1; every format keeps bytes 0 to 11 and the checksum</td></tr>
 * <tr><td>12</td><td>metadataLength</td><td>int</td><td>0 to 256</td></tr>
 * <tr><td>16</td><td>folderId</td><td>16 bytes</td><td>the random id of the folder</td></tr>
 * <tr><td>32</td><td>processId</td><td>int</td><td>whose state it is</td></tr>
 * <tr><td>36</td><td>blockBytes</td><td>int</td><td>of the state in a full block</td></tr>
 * <tr><td>40</td><td>number</td><td>long</td><td>of the checkpoint</td></tr>
 * <tr><td>48</td><td>position</td><td>long</td><td>in the message log, behind which the state stands; 8 bytes follow, 0</td></tr>
 * <tr><td>64</td><td>metadata</td><td>bytes</td><td>the caller's; zeros follow</td></tr>
 * <tr><td>508</td><td>crc32c</td><td>int</td><td>over bytes 0 to 507</td></tr>
 * </table>
 *
 * <table>
 * <caption>A block: a header of 16 bytes, then a part of the state</caption>
 * <tr><th>offset</th><th>field</th><th>type</th><th>meaning</th></tr>
 * <tr><td>0</td><td>length</td><td>int</td><td>of the part</td></tr>
 * <tr><td>4</td><td>last</td><td>int</td><td>1 in the last block, else 0</td></tr>
 * <tr><td>8</td><td>index</td><td>int</td><td>place of the block, from 0 on</td></tr>
 * <tr><td>12</td><td>crc32c</td><td>int</td><td>over bytes 0 to 63 of the file, 0 to 11 of the block, and the part</td></tr>
 * </table>
 *
 * <p>So a block of another checkpoint, folder or process has a wrong checksum, and one of another place a wrong index.
 *
 * <p><b>Invariants.</b> K1 a file was forced whole before it was renamed. K2 the folder was forced between the rename and
 * the first deletion. K3 numbers grow and are never used again. K4 a number is marked as taken before {@code commit}
 * returns, so that a newest checkpoint that is missing is noticed. K5 what was prepared is there, whole, until it is made permanent
 * or discarded.
 *
 * <p><b>Owners.</b> {@code CheckpointStore}: which checkpoints there are, what is damaged. {@code LogFolder}: lock, random
 * id, largest number taken (as its mark). {@code CheckpointSink}: what is written of the file under way.
 *
 * <p>Sources: Elnozahy, Alvisi, Wang, Johnson, A Survey of Rollback-Recovery Protocols in Message-Passing Systems (2002);
 * Pillai et al., All File Systems Are Not Created Equal (OSDI 2014), for the order of forces and renames; Rebello et al.,
 * Can Applications Recover from fsync Failures? (ATC 2020).
 *
 * <p>Reading order: {@code CheckpointStore}, {@code CheckpointSink}, {@code CheckpointSource}, {@code StateBlock}, {@code
 * CheckpointHeader}, {@code CheckpointFiles}; for tools {@code CheckpointScan}.
 */
package io.ft4j.log.checkpoint;
