package io.ft4j.core.session;

/**
 * The ids of the sessions that were closed or given up last. A late copy of an OPEN must not bring one of them back: a
 * late copy of its first command would then be executed a second time. The retention is as many ids as sessions may be
 * open; it is searched at an OPEN only.
 */
final class ForgottenSessions {
    private final long[] ids;
    private long count;

    ForgottenSessions(int retention) {
        ids = new long[retention];
    }

    void add(long sessionId) {
        ids[(int) (count % ids.length)] = sessionId;
        count++;
    }

    boolean contains(long sessionId) {
        for (long i = oldest(); i < count; i++) {
            if (ids[(int) (i % ids.length)] == sessionId) {
                return true;
            }
        }
        return false;
    }

    long digest() {
        long digest = count;
        for (long i = oldest(); i < count; i++) {
            digest = Digest.mix(digest, ids[(int) (i % ids.length)]);
        }
        return digest;
    }

    private long oldest() {
        return Math.max(0, count - ids.length);
    }
}
