package io.ft4j.core.runtime;

/**
 * What one replica knew of itself at one moment.
 *
 * @param running      false after it was stopped, killed, or has failed.
 * @param leading      whether it believes to lead.
 * @param appliedIndex up to where its state machine has executed the log.
 * @param digest       of its state machine, at {@code appliedIndex}.
 * @param sessionsDigest of its sessions and the replies that they keep.
 * @param duplicates   commands up to {@code appliedIndex} that came again: answered by the first reply, not executed.
 * @param incarnation  how often its log was opened.
 * @param failure      why it stopped by itself, or null.
 */
public record ReplicaStatus(
        int replicaId,
        boolean running,
        boolean leading,
        long term,
        long lastIndex,
        long commitIndex,
        long appliedIndex,
        long digest,
        long sessionsDigest,
        long duplicates,
        long incarnation,
        Throwable failure) {
    static ReplicaStatus down(int replicaId, long incarnation, Throwable failure) {
        return new ReplicaStatus(replicaId, false, false, 0, 0, 0, 0, 0, 0, 0, incarnation, failure);
    }
}
