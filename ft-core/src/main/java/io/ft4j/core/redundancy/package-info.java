/**
 * Redundancy in its three forms; all of it pure arithmetic that others feed with bytes, answers and time.
 *
 * <table>
 * <caption>What hides which fault</caption>
 * <tr><th>form</th><th>type</th><th>what it does</th></tr>
 * <tr><td>information</td><td>{@code Checksum}</td><td>CRC-32C: tells damaged bytes from sound ones</td></tr>
 * <tr><td></td><td>{@code Hamming}</td><td>(7,4): corrects one flipped bit, or finds two</td></tr>
 * <tr><td></td><td>{@code Secded}</td><td>(72,64): corrects one flipped bit and finds two; words and records</td></tr>
 * <tr><td>time</td><td>{@code Retry}</td><td>repeats what a transient or intermittent fault stopped, where that is
 * safe, within {@code RetryPolicy} and {@code RetryBudget}</td></tr>
 * <tr><td>physical</td><td>{@code Voter}</td><td>chooses among the answers of replicas: exact majority, median,
 * tolerance band</td></tr>
 * </table>
 *
 * <p><b>Rules.</b> D1 one flipped bit of a code word is corrected, whichever it is. D2 two flipped bits of a SECDED word
 * are never taken for one. D3 a vote of replicas that may answer anything gives an answer, or lies between answers, of
 * replicas that are right, as long as no more than k are not. D4 what was not declared repeatable has one attempt. D5 no
 * attempt begins at or after the deadline. D6 of n operations no more than {@code maxRetries + n · percent / 100} are
 * repetitions, whatever fails.
 *
 * <p>Sources: Hamming 1950; Hsiao 1970; RFC 3720 appendix B.4; von Neumann 1956 and Lorczak, Caglayan, Eckhardt 1989 for
 * voters; Brooker 2015 for jitter; Finagle and gRPC A6 for the budget.
 *
 * <p>Reading order: {@code Hamming}, {@code Secded}, {@code Checksum}, {@code Voter}, {@code RetryPolicy}, {@code
 * RetryBudget}, {@code Retry}.
 */
package io.ft4j.core.redundancy;
