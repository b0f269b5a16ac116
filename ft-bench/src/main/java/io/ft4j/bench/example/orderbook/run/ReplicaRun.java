package io.ft4j.bench.example.orderbook.run;

import io.ft4j.bench.example.orderbook.LogKind;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.GroupMember;
import io.ft4j.core.runtime.ReplicaGroupBuilder;
import io.ft4j.core.runtime.ReplicaStatus;
import io.ft4j.core.runtime.aeron.AeronMedia;
import io.ft4j.core.runtime.aeron.AeronTransport;
import io.ft4j.core.runtime.aeron.MediaConfig;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * One replica of the order book in this JVM, the others elsewhere. The calling thread is the duty cycle's, of Aeron too;
 * there is no other.
 */
public final class ReplicaRun {
    private static final long REPORT_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);

    /**
     * What to run.
     *
     * @param folder    of the log
     * @param firstBoot whether this replica has never run
     */
    public record Settings(
            OrderBookGroup group, int replicaId, LogKind log, Durability durability, Path folder, boolean firstBoot) {}

    private final Settings settings;
    private final Consumer<String> lines;
    private ReplicaStatus told;
    private long seenIndex = -1;

    /** @param lines one whenever something has changed: role, term, up to where orders are applied, digest of the book. */
    public ReplicaRun(Settings settings, Consumer<String> lines) {
        this.settings = settings;
        this.lines = lines;
    }

    /**
     * Runs until it is told to stop.
     *
     * @throws IllegalStateException when the replica stops by itself
     * @throws LogException          when its log must not be used
     */
    public void run(BooleanSupplier stopped) {
        OrderBookGroup group = settings.group();
        ReplicaGroupBuilder builder = group.builder()
                .log(id -> settings.log().open(settings.folder(), settings.durability()))
                .errorHandler(error -> lines.accept(error.toString()));
        if (settings.firstBoot()) {
            builder.firstBoot();
        }
        try (AeronMedia media = AeronMedia.launch(MediaConfig.DEFAULT);
                AeronTransport transport = new AeronTransport(media, settings.replicaId(), group.endpoints());
                GroupMember member = builder.member(settings.replicaId(), transport)) {
            drive(member, stopped);
        }
    }

    private void drive(GroupMember member, BooleanSupplier stopped) {
        IdleStrategy idle = new BackoffIdleStrategy();
        long reportNs = System.nanoTime();
        while (!stopped.getAsBoolean()) {
            idle.idle(member.doWork());
            if (System.nanoTime() - reportNs > REPORT_INTERVAL_NS) {
                reportNs = System.nanoTime();
                report(member.status());
            }
        }
    }

    private void report(ReplicaStatus status) {
        if (status.failure() instanceof LogException refused) {
            throw refused;
        }
        if (status.failure() != null) {
            throw new IllegalStateException("the replica stopped", status.failure());
        }
        if (!status.running()) {
            return; // it waits for a majority
        }
        boolean moving = status.appliedIndex() != seenIndex;
        seenIndex = status.appliedIndex();
        if (!moving && (told == null || !line(told).equals(line(status)))) {
            told = status;
            lines.accept(line(status));
        }
    }

    private static String line(ReplicaStatus status) {
        return "replica " + status.replicaId() + (status.leading() ? " leads" : " follows") + " in term "
                + status.term() + ", applied " + status.appliedIndex() + ", digest "
                + Long.toHexString(status.digest());
    }
}
