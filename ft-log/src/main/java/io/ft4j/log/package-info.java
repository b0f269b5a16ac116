/**
 * Durable logs: what turns a sequence of blocks in files into a {@link io.ft4j.core.port.DurableLog}. The backends are
 * {@code chronicle} and {@code segment}.
 *
 * <p>One append, state record or truncation is one block: a header and the records, byte for byte as they stand in
 * memory and on the wire. One checksum for each block costs a fraction of one for each record.
 *
 * <table>
 * <caption>Header of a block, 64 bytes, little endian</caption>
 * <tr><th>offset</th><th>field</th><th>type</th><th>meaning</th></tr>
 * <tr><td>0</td><td>blockLength</td><td>int</td><td>header and body; a multiple of 8, never 0</td></tr>
 * <tr><td>4</td><td>kind</td><td>int</td><td>1 entries, 2 one state record, 3 truncation (no record)</td></tr>
 * <tr><td>8</td><td>firstPosition</td><td>long</td><td>of the first record</td></tr>
 * <tr><td>16</td><td>firstIndex</td><td>long</td><td>of the entries; else the next index of the log</td></tr>
 * <tr><td>24</td><td>lastIndex</td><td>long</td><td>of the log, once this block is in it</td></tr>
 * <tr><td>32</td><td>acknowledgedPosition</td><td>long</td><td>when the block was written</td></tr>
 * <tr><td>40</td><td>incarnation</td><td>long</td><td>of the log that wrote it</td></tr>
 * <tr><td>48</td><td>recordCount</td><td>int</td><td>positions that the block takes; 1 for a truncation</td></tr>
 * <tr><td>52</td><td>checkBits</td><td>7 bytes</td><td>of the header; 0 without check bits</td></tr>
 * <tr><td>59</td><td>protection</td><td>byte</td><td>0, or 255 with check bits</td></tr>
 * <tr><td>60</td><td>crc32c</td><td>int</td><td>over log id, bytes 0 to 59 (with check bits: to 51) and what follows the
 * header</td></tr>
 * </table>
 *
 * <p><b>Check bits.</b> With {@code Protection.SECDED} the records are followed by one check byte for each eight bytes of
 * them and by zeros to a multiple of eight. The check bits of the header are those of its first six words and of the
 * word that record count and checksum make. One flipped bit in each word is corrected, in the file too, wherever a block
 * is verified; what is then wrong under the checksum is damage as without check bits.
 *
 * <p>The log id is 16 random bytes in the file {@code identity}. A block of another log has a wrong checksum, a stale or
 * misdirected block of this log a wrong position, and what the checksum passes is still checked for order.
 *
 * <p><b>A torn tail or a lost record?</b> The end of a log that was killed looks like damage in its last record. So the
 * position that is reported as durable is written to the file {@code acknowledged} first. Recovery cuts what is not sound
 * only behind that position, and refuses the log otherwise. The mark is not forced (that would double the cost of {@code
 * DISK}); after a loss of power it may be old, and then the blocks behind the damage tell, since each says what was
 * acknowledged when it was written. What remains is a loss of power and damage in the last batch at once.
 *
 * <p><b>Invariants.</b> L1 positions are consecutive over all blocks. L2 the entries of a block follow the last index of
 * the log, which truncations lower. L3 a position is marked before it is reported as durable. L4 the acknowledged
 * position grows. L5 nothing up to the acknowledged position is cut. L6 the newest state record of each type stands in
 * the files that a release keeps. L7 after an error no call succeeds.
 *
 * <p><b>Owners.</b> {@code LogFolder}: lock, identity, incarnation, first position kept, mark. {@code LogContents}: last
 * position, newest state records. {@code LiveEntries}: first and last index, truncations, where entries are. {@code
 * ForceThread}: forced position. The store: where blocks lie.
 *
 * <p>Sources: Alagappan et al., Protocol-Aware Recovery for Consensus-Based Storage (FAST 2018), for the difference
 * between a torn tail and a corrupt record; Rebello et al., Can Applications Recover from fsync Failures? (ATC 2020), for
 * never forcing again; Pillai et al., All File Systems Are Not Created Equal (OSDI 2014), for forcing folders.
 *
 * <p>Reading order: {@code BlockStore}, {@code BlockHeader}, {@code BlockCodec}, {@code LogFolder}, {@code Recovery},
 * {@code BlockLog}, {@code EntryReader}, {@code ForceThread}; then a backend. Check bits: {@code CheckBits}, {@code
 * BlockMender}. Without changing anything: {@code BlockScan}. Out of copies: {@code LogRepair}.
 */
package io.ft4j.log;
