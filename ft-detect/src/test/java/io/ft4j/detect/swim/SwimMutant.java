package io.ft4j.detect.swim;

import io.ft4j.core.sim.mutant.Patch;
import java.util.List;

/**
 * A way to break the product.
 *
 * @param name        what is wrong with it.
 * @param file        of the package.
 * @param original    stands once in that file.
 * @param replacement stands there instead.
 * @param property    that the swarm names, or the beginning of an invariant.
 * @param seed        under which it is known to be noticed.
 */
record SwimMutant(String name, String file, String original, String replacement, String property, long seed) {
    static final List<SwimMutant> ALL = List.of(
            new SwimMutant(
                    "refutes without a higher incarnation",
                    "SwimDetector.java",
                    "Claim.of(incarnation + 1, MemberState.ALIVE)",
                    "Claim.of(incarnation, MemberState.ALIVE)",
                    "invariant broken: S1",
                    1),
            new SwimMutant(
                    "does not refute",
                    "SwimDetector.java",
                    "if (hasLeft() || incarnation < own ||",
                    "if (own > 0 || incarnation < own ||",
                    "convergence",
                    1),
            new SwimMutant(
                    "a suspicion never ends",
                    "SwimDetector.java",
                    "nowNs + config.suspicionTimeoutNs(members.size())",
                    "Long.MAX_VALUE",
                    "completeness",
                    1),
            new SwimMutant(
                    "an older incarnation overrides",
                    "SwimDetector.java",
                    "Claim.of(bounded, state) > members.claim(processId)",
                    "Claim.of(bounded, state) != members.claim(processId)",
                    "invariant broken: S1",
                    1),
            new SwimMutant(
                    "the answer to another's ping is not passed on",
                    "SwimDetector.java",
                    "writer.ack(reader.originId(), reader.sequence(), NOBODY, sourceId, SwimWriter.NO_PAGE, outbox);",
                    "",
                    "indirect probes",
                    1),
            new SwimMutant(
                    "an answer through others does not count",
                    "SwimDetector.java",
                    "probe.answer(reader.sequence(), reader.targetId())",
                    "probe.answer(reader.sequence(), sourceId)",
                    "indirect probes",
                    1),
            new SwimMutant(
                    "news is passed on once",
                    "SwimWriter.java",
                    "int maxSends = config.maxSends(members.size());",
                    "int maxSends = 1;",
                    "infection",
                    1),
            new SwimMutant(
                    "an own pause is not left out",
                    "SwimDetector.java",
                    "if (stallNs == 0) {",
                    "if (stallNs >= 0) {",
                    "own pauses",
                    8),
            new SwimMutant(
                    "who failed is not reminded",
                    "SwimDetector.java",
                    "if (members.failed().size() > 0) {",
                    "if (false) {",
                    "convergence",
                    1),
            new SwimMutant(
                    "nobody hears what is held of it",
                    "SwimWriter.java",
                    "if (members.state(aboutId) != MemberState.UNKNOWN) {",
                    "if (members.state(aboutId) == MemberState.ALIVE) {",
                    "convergence",
                    1),
            new SwimMutant(
                    "probes at random, not round-robin",
                    "RoundRobin.java",
                    "return ids.get(turn++);",
                    "return ids.get(turn);",
                    "round robin",
                    30));

    Patch patch() {
        return new Patch("detect/swim/" + file, original, replacement);
    }
}
