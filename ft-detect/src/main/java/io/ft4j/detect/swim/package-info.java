/**
 * Failure detection and membership for more processes than all-to-all heartbeats can serve: up to 65,536, with a load per
 * process that does not depend on their number. Sources: A. Das, I. Gupta, A. Motivala, "SWIM: Scalable Weakly-consistent
 * Infection-style Process Group Membership Protocol", DSN 2002, with its suspicion and its round-robin probes; from A.
 * Dadgar, J. Phillips, J. Currey, "Lifeguard: Local Health Awareness for More Accurate Failure Detection", DSN-W 2018, the
 * buddy system.
 *
 * <pre>
 *   message       from      to                    when
 *   Ping          any       one member            once per period; a seed at the start; one that failed, once per period
 *   Ping          helper    target                on a PingRequest
 *   PingRequest   prober    k members             the target did not answer in time
 *   Ack           target    who pinged it         on a Ping
 *   Ack           helper    prober                on the Ack of the target
 *
 *   effect        by        when
 *   suspect       detector  a process with an id below 64 is declared failed, or left
 *   restore       detector  it is heard of under a higher incarnation
 * </pre>
 *
 * <p><b>Claims.</b> Every message carries claims (process, incarnation, state); its head is one of the sender about itself.
 * The greater (incarnation, state) wins, with alive &lt; suspect &lt; failed &lt; left. Only its owner raises an incarnation:
 * when it hears a claim about itself that it did not make. An incarnation is (life, refutations), so a later life overrides
 * whatever was said of an earlier one.
 *
 * <p><b>Who owns a fact.</b> {@code Members}: the claim that is held of each process, and who is probed, suspected and
 * reminded by it. {@code Suspicions}: until when a suspect may refute. {@code Probe}: whom this period asks. {@code
 * Rumours}: what is passed on, and how often it was. {@link io.ft4j.detect.OwnPauses}: when this process last ran. {@code SwimDetector}: when
 * the period ends, and how far it was told of all. {@code SwimReader} refuses, {@code SwimWriter} chooses what is told.
 *
 * <p><b>Invariants.</b>
 * <ol>
 *   <li>S1 The claim that is held of a process only grows.
 *   <li>S2 Who is alive or suspect is probed, who is suspect has a deadline, who failed is reminded, nobody else.
 *   <li>S3 The earliest deadline is never above that of a suspect: nobody is declared failed late for it.
 *   <li>S4 A rumour is in one list, that of the number of times it was sent; there is at most one per process.
 *   <li>S5 A process holds itself alive, or left.
 *   <li>S6 An incarnation is between 0 and 2⁶⁰, and one message moves it by at most 2⁴⁸.
 *   <li>S7 Others are asked about a probe that is not answered, within its period.
 *   <li>S8 The next page is of an id.
 * </ol>
 *
 * <p><b>Reading order.</b> {@code swim.xml}, {@link io.ft4j.detect.swim.SwimConfig}, {@code Claim}, {@link
 * io.ft4j.detect.swim.SwimDetector}, {@code Probe}, {@code Members}, {@code RoundRobin}, {@code Suspicions}, {@code Rumours},
 * {@code SwimWriter}; then the scenarios in {@code scenarios/swim}. The reasons and the figures are in {@code docs/swim.md}.
 */
package io.ft4j.detect.swim;
