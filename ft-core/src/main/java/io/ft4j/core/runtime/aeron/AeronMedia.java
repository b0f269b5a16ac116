package io.ft4j.core.runtime.aeron;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.ft4j.core.runtime.driver.JvmFlags;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentInvoker;

/**
 * Aeron within one process: a client, and the driver that owns sockets and shared memory. Opened once per process and
 * shared by its transports.
 *
 * <p><b>Threads.</b> It starts none; the one thread that polls the transports runs both. <b>Allocation.</b> None of its own
 * after the streams stand; Aeron's driver makes two iterators of 32 bytes each time it runs, where the JIT does not remove
 * them (seen with UDP: removed on JDK 17, not on JDK 25). <b>Errors.</b> Those of Aeron go to the error handler, one for
 * each malformed datagram that asks for a stream; a driver in another process that goes away makes the next {@code poll}
 * throw.
 */
public final class AeronMedia implements AutoCloseable {
    /** Driver and client have one thread, so neither can die alone; a long pause is no death. */
    private static final long OWN_CLIENT_TIMEOUT_NS = TimeUnit.DAYS.toNanos(30);

    /** How often the driver looks at its timeouts. */
    private static final long TIMER_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int KEEP_ALIVES_PER_TIMEOUT = 4;

    /** Streams that one endpoint takes at a time: nobody may fill the memory by opening more. */
    private static final int MAX_SESSIONS = 1024;

    private final MediaConfig config;
    private final MediaDirectory directory;
    private final MediaDriver driver;
    private final AgentInvoker driverInvoker;
    private final Aeron aeron;
    private final AgentInvoker clientInvoker;

    private AeronMedia(MediaConfig config, MediaDirectory directory, MediaDriver driver, Aeron aeron) {
        this.config = config;
        this.directory = directory;
        this.driver = driver;
        this.aeron = aeron;
        driverInvoker = driver == null ? null : driver.sharedAgentInvoker();
        clientInvoker = aeron.conductorAgentInvoker();
    }

    /**
     * With a driver of its own, in a directory that it deletes when it is closed. One that a killed process has left is
     * deleted at the next start. Beside a directory that was given stays an empty file, its lock.
     *
     * @throws IllegalArgumentException when something else than a driver's files is in that directory.
     * @throws IllegalStateException when a living driver has the directory.
     */
    public static AeronMedia launch(MediaConfig config, ErrorHandler errorHandler) {
        JvmFlags.require();
        Objects.requireNonNull(errorHandler, "errorHandler");
        MediaDirectory directory =
                config.directory() == null ? MediaDirectory.create() : MediaDirectory.claim(config.directory());
        MediaDriver driver = null;
        try {
            driver = MediaDriver.launch(driverContext(config, directory, errorHandler));
            Aeron.Context context = clientContext(config, directory.path().toString(), errorHandler)
                    .driverAgentInvoker(driver.sharedAgentInvoker())
                    .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(OWN_CLIENT_TIMEOUT_NS));
            return new AeronMedia(config, directory, driver, Aeron.connect(context));
        } catch (RuntimeException | Error cause) {
            CloseHelper.quietClose(driver);
            CloseHelper.quietClose(directory);
            throw cause;
        }
    }

    /**
     * As {@link #launch(MediaConfig, ErrorHandler)}; errors go to the system logger: of each kind the 1st, 10th, 100th and so
     * on, since malformed datagrams are errors too.
     */
    public static AeronMedia launch(MediaConfig config) {
        System.Logger logger = System.getLogger(AeronMedia.class.getName());
        return launch(config, new ErrorLog((text, failure) -> logger.log(System.Logger.Level.WARNING, text, failure)));
    }

    /**
     * With the driver of another process, for IPC. It lives no longer than that process does; so where processes of one
     * machine are to fail independently, use UDP between them.
     *
     * @param config with the directory of that driver, and its sizes.
     */
    public static AeronMedia join(MediaConfig config, ErrorHandler errorHandler) {
        JvmFlags.require();
        Objects.requireNonNull(errorHandler, "errorHandler");
        Objects.requireNonNull(config.directory(), "directory");
        Aeron.Context context = clientContext(config, config.directory().toString(), errorHandler)
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(config.peerTimeoutNs()));
        return new AeronMedia(config, null, null, Aeron.connect(context));
    }

    private static MediaDriver.Context driverContext(
            MediaConfig config, MediaDirectory directory, ErrorHandler errorHandler) {
        // Where others may join, one that died must not hold back the others for long.
        long clientTimeoutNs = config.directory() == null ? OWN_CLIENT_TIMEOUT_NS : config.peerTimeoutNs();
        return new MediaDriver.Context()
                .aeronDirectoryName(directory.path().toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .threadingMode(ThreadingMode.INVOKER)
                .asyncExecutorEnabled(false)
                .publicationTermBufferLength(config.termBytes())
                .ipcTermBufferLength(config.termBytes())
                .timerIntervalNs(TIMER_INTERVAL_NS)
                .publicationConnectionTimeoutNs(config.peerTimeoutNs())
                .imageLivenessTimeoutNs(config.peerTimeoutNs())
                .clientLivenessTimeoutNs(clientTimeoutNs)
                .publicationUnblockTimeoutNs(clientTimeoutNs + config.peerTimeoutNs())
                .streamSessionLimit(MAX_SESSIONS)
                .errorHandler(errorHandler);
    }

    private static Aeron.Context clientContext(MediaConfig config, String directory, ErrorHandler errorHandler) {
        return new Aeron.Context()
                .aeronDirectoryName(directory)
                .useConductorAgentInvoker(true)
                .keepAliveIntervalNs(config.peerTimeoutNs() / KEEP_ALIVES_PER_TIMEOUT)
                .errorHandler(errorHandler);
    }

    MediaConfig config() {
        return config;
    }

    Aeron aeron() {
        return aeron;
    }

    /**
     * Lets driver and client do what there is to do.
     *
     * @throws IllegalStateException when the driver is gone, or did not hear of this process for too long.
     */
    int poll() {
        int work = driverInvoker == null ? 0 : driverInvoker.invoke();
        work += clientInvoker.invoke();
        if (aeron.isClosed()) {
            throw new IllegalStateException(
                    "the media driver of " + aeron.context().aeronDirectoryName() + " is gone");
        }
        return work;
    }

    /** Ends all streams of this process and deletes what it has in memory. Idempotent. */
    @Override
    public void close() {
        CloseHelper.closeAll(aeron, driver, directory);
    }
}
