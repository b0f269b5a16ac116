package io.ft4j.core.scenario;

import java.util.List;

/** The state of a process in one line. */
final class StateText {
    static final List<String> CONSENSUS_FIELDS = List.of("role", "term", "vote", "leader", "last", "commit");

    private StateText() {}

    /** @param fields empty: the usual ones. */
    static String of(Cluster cluster, int id, List<String> fields) {
        ClusterProcess process = cluster.process(id);
        StringBuilder text = new StringBuilder().append(id).append(": ");
        if (!process.isRunning()) {
            return text.append("down").toString();
        }
        for (String field : fields.isEmpty() ? cluster.subject().defaultFields() : fields) {
            text.append(text.charAt(text.length() - 1) == ' ' ? "" : " ");
            text.append(field.equals("role") ? "" : field + "=")
                    .append(cluster.subject().field(process, field));
        }
        return text.toString();
    }

    static String consensusField(ConsensusSubject subject, ClusterProcess process, String field) {
        TestLog log = process.log();
        switch (field) {
            case "role":
                return process.role();
            case "term":
                return Long.toString(process.term());
            case "vote":
                return processName(subject.votedFor(process.consensus()));
            case "leader":
                return processName(process.consensus().leaderId());
            case "last":
                return log.lastIndex() + "@" + (log.lastIndex() == 0 ? 0 : log.term(log.lastIndex()));
            case "commit":
                return Long.toString(process.commitIndex());
            case "durable":
                return Long.toString(log.durableLastIndex());
            case "applied":
                return Long.toString(process.node().sink().appliedIndex());
            case "log":
                return runs(log);
            default:
                throw new IllegalArgumentException("unknown field '" + field + "'");
        }
    }

    private static String processName(int id) {
        return id < 0 ? "none" : Integer.toString(id);
    }

    /** The terms of a log, as {@code 1:3,4:2}. */
    private static String runs(TestLog log) {
        StringBuilder text = new StringBuilder();
        long index = 1;
        while (index <= log.lastIndex()) {
            long first = index;
            while (index <= log.lastIndex() && log.term(index) == log.term(first)) {
                index++;
            }
            text.append(text.length() == 0 ? "" : ",")
                    .append(log.term(first))
                    .append(':')
                    .append(index - first);
        }
        return text.toString();
    }
}
