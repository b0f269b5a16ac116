package io.ft4j.log.coordinated;

import java.util.List;

/**
 * The state of a process as a checkpoint holds it: an account, what was sent and delivered, and what is kept for others.
 *
 * @param number 0: the initial state.
 */
record Saved(long number, long balance, long[] sent, long[] delivered, List<Transfer> kept) {
    /** Money under way: taken from the account of the sender, not yet on that of the receiver. */
    record Transfer(int receiverId, long ssn, long amount) {}

    static Saved initial(int processCount, long balance) {
        return new Saved(0, balance, new long[processCount], new long[processCount], List.of());
    }

    /** Throws what is wrong with a set of states, one of each process. */
    static void checkConsistent(Saved[] line, long total) {
        long sum = 0;
        for (int receiverId = 0; receiverId < line.length; receiverId++) {
            sum += line[receiverId].balance;
            for (int senderId = 0; senderId < line.length; senderId++) {
                if (senderId != receiverId) {
                    sum += inTransit(line, senderId, receiverId);
                }
            }
        }
        if (sum != total) {
            throw new Broken("conservation: " + sum + " instead of " + total);
        }
    }

    private static long inTransit(Saved[] line, int senderId, int receiverId) {
        long sent = line[senderId].sent[receiverId];
        long delivered = line[receiverId].delivered[senderId];
        if (delivered > sent) {
            throw new Broken("orphan: " + receiverId + " has delivered " + delivered + " messages of " + senderId
                    + ", which has sent " + sent);
        }
        int kept = 0;
        long amount = 0;
        for (Transfer transfer : line[senderId].kept) {
            if (transfer.receiverId == receiverId && transfer.ssn > delivered) {
                kept++;
                amount += transfer.amount;
            }
        }
        if (kept != sent - delivered) {
            throw new Broken("lost: of " + (sent - delivered) + " messages from " + senderId + " to " + receiverId
                    + " in transit across the line, " + kept + " are kept");
        }
        return amount;
    }
}
