package io.ft4j.log.messagelog;

import org.agrona.DirectBuffer;

/** The outside: a cash machine, a printer, a market. What it is told cannot be taken back. */
@FunctionalInterface
public interface OutputHandler {
    /**
     * @param number from 1 on, without a gap. After a crash the newest ones may come again with the same number and the same
     *               bytes: those that were taken and of which that was not on stable storage yet.
     * @param buffer valid until this returns.
     * @return false when it cannot be taken now: it comes again.
     */
    boolean onOutput(long number, DirectBuffer buffer, int offset, int length);
}
