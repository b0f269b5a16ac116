package io.ft4j.detect.swim;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Prng;
import java.util.Arrays;

/**
 * What is held of every process, this one included: the greatest claim that was heard, and with it who is to be probed, who
 * is suspected until when, and whom a reminder is due to. A claim only ever grows.
 *
 * <p>One thread. No allocation after construction.
 */
final class Members {
    private final int selfId;
    private final long[] claims;
    /** Alive or suspect: suspects are probed as before (section 4.2). */
    private final RoundRobin probed;

    private final RoundRobin failed;
    final Suspicions suspicions;

    Members(int memberCount, int selfId, Prng prng) {
        this.selfId = selfId;
        claims = new long[memberCount];
        Arrays.fill(claims, Claim.UNKNOWN);
        probed = new RoundRobin(memberCount, prng);
        failed = new RoundRobin(memberCount, prng);
        suspicions = new Suspicions(memberCount);
    }

    int idCount() {
        return claims.length;
    }

    long claim(int processId) {
        return claims[processId];
    }

    long incarnation(int processId) {
        return Claim.incarnation(claims[processId]);
    }

    MemberState state(int processId) {
        return Claim.state(claims[processId]);
    }

    /** Those that are not gone, this process among them. */
    int size() {
        return probed.size() + 1;
    }

    RoundRobin probed() {
        return probed;
    }

    RoundRobin failed() {
        return failed;
    }

    /** @param suspectUntilNs for a suspect. */
    void set(int processId, long claim, long suspectUntilNs) {
        Invariant.check(claim > claims[processId], "S1 a claim grows", claim, claims[processId]);
        claims[processId] = claim;
        if (processId != selfId) {
            MemberState state = Claim.state(claim);
            include(probed, processId, state.isMember());
            include(failed, processId, state == MemberState.FAILED);
            if (state == MemberState.SUSPECT) {
                suspicions.start(processId, suspectUntilNs);
            } else {
                suspicions.end(processId);
            }
        }
    }

    private static void include(RoundRobin set, int processId, boolean included) {
        if (included != set.contains(processId)) {
            if (included) {
                set.add(processId);
            } else {
                set.remove(processId);
            }
        }
    }

    void checkInvariants() {
        for (int id = 0; id < claims.length; id++) {
            MemberState state = state(id);
            boolean other = id != selfId;
            Invariant.check(probed.contains(id) == (other && state.isMember()), "S2 probed ⇔ alive or suspect", id, 0);
            Invariant.check(
                    failed.contains(id) == (other && state == MemberState.FAILED), "S2 reminded ⇔ failed", id, 0);
            Invariant.check(
                    suspicions.contains(id) == (other && state == MemberState.SUSPECT), "S2 timed ⇔ suspect", id, 0);
        }
        MemberState own = state(selfId);
        Invariant.check(own == MemberState.ALIVE || own == MemberState.LEFT, "S5 nobody suspects itself");
        suspicions.checkInvariants();
    }
}
