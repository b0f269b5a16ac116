package io.ft4j.log.inspect;

import io.ft4j.core.port.LogException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Follows a log that another process may be writing: gives each record once, in order, as soon as it is whole. A record
 * that is not acknowledged yet is given as well; what a crash leaves of it is cut or stays, but never changes.
 *
 * <p>One thread. Never waits; allocates with every poll.
 */
public final class LogTail implements AutoCloseable {
    private final Path folder;
    private final OpenLog log;
    private long fromPosition;
    private boolean overtaken;

    /** The files have changed since they were opened, or a look at them failed. */
    private boolean stale;

    LogTail(Path folder, OpenLog log, long fromPosition) {
        this.folder = folder;
        this.log = log;
        this.fromPosition = fromPosition;
    }

    /**
     * Gives what was appended since the last poll. Where there is nothing it opens the files again, since the log may
     * have begun new ones. Where records were released unread it goes on with the oldest that are there.
     *
     * @param visitor gets the records; what it returns is of no account.
     * @param limit ends the poll with the block in which so many records were given.
     * @return how many were given.
     * @throws LogException when the next record was acknowledged and is damaged or gone.
     */
    public int poll(LogVisitor visitor, int limit) {
        try {
            int count = 0;
            boolean reopened = false;
            while (count < limit) {
                if (hasNext()) {
                    log.damages(fromPosition, visitor);
                    count += give(visitor);
                } else if (!reopened) {
                    stale = true;
                    reopened = true;
                } else {
                    refuseLoss();
                    break;
                }
            }
            return count;
        } catch (IOException e) {
            throw LogInspector.cannotRead(folder, e);
        }
    }

    private boolean hasNext() throws IOException {
        return OpenLog.again(() -> {
            if (stale) {
                reopen();
            }
            stale = true;
            boolean found = log.next();
            stale = false;
            return found;
        });
    }

    private void reopen() throws IOException {
        long next = log.scan().lastPosition() + 1;
        if (!log.reopen()) {
            fromPosition = Math.max(fromPosition, next);
            overtaken = true;
        }
    }

    private int give(LogVisitor visitor) {
        if (overtaken && log.scan().firstPosition() > fromPosition) {
            visitor.onReleased(fromPosition, log.scan().firstPosition() - 1);
        }
        overtaken = false;
        int[] count = {0};
        log.records(fromPosition, record -> {
            count[0]++;
            visitor.onRecord(record);
            return true;
        });
        return count[0];
    }

    private void refuseLoss() {
        if (!log.holdsAcknowledged()) {
            log.end();
            throw new LogException(log.takeDamages().get(0).toString());
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
