package io.ft4j.core.sim;

import io.ft4j.core.model.Prng;
import io.ft4j.core.runtime.Replicas;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ClientConfig;
import io.ft4j.core.runtime.client.ReplyHandler;
import io.ft4j.core.session.ReplyCode;
import io.ft4j.core.sim.check.Check;
import io.ft4j.core.sim.check.RaftChecks;
import io.ft4j.core.sim.world.ByteHash;
import io.ft4j.core.sim.world.Engine;
import io.ft4j.core.sim.world.EventTrace;
import io.ft4j.core.sim.world.SimCounter;
import io.ft4j.core.sim.world.TraceKind;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/** The clients of a simulated group: they think, ask, wait, ask again, go away without a word, and come back as others. */
final class SimClients {
    /** How often they look for replies at least, and ask again where one is overdue. */
    static final long POLL_NS = 200_000_000;

    private static final long RETRY_TIMEOUT_NS = 700_000_000;
    private static final int REPLIES_PER_POLL = 64;

    private final SimSettings settings;
    private final Replicas replicas;
    private final Workload workload;
    private final RaftChecks checks;
    private final EventTrace trace;
    private final Prng prng;
    private final NanoClock clock;
    private final One[] clients;
    private final OldCommands old;
    private final SimTally tally;
    private long nextTicket;
    private boolean issuing = true;

    SimClients(World world, Workload workload, Prng prng) {
        this.workload = workload;
        this.prng = prng;
        settings = world.settings;
        replicas = world.replicas;
        checks = world.checks;
        trace = world.trace();
        tally = world.tally;
        clock = () -> Engine.ORIGIN_NS + world.nowNs();
        int maxCommandBytes = world.simulator.maxCommandBytes();
        old = new OldCommands(maxCommandBytes, prng);
        clients = new One[settings.clientCount()];
        for (int number = 0; number < clients.length; number++) {
            clients[number] = new One(number, maxCommandBytes);
        }
    }

    int count() {
        return clients.length;
    }

    /** No new commands; what is outstanding goes on. */
    void stopIssuing() {
        issuing = false;
    }

    /** One command more per client, to see that the group serves. */
    void issueOnce() {
        issuing = true;
        for (One client : clients) {
            client.act();
        }
        issuing = false;
    }

    /** A client has something in mind. */
    void act(int number) {
        clients[number].act();
    }

    void poll() {
        for (One client : clients) {
            client.poll();
        }
    }

    /** A client goes away without a word. */
    void lose(int number) {
        clients[number].lose();
    }

    /** Hands a command of long ago to any replica; returns which, or −1. */
    int repeatOld() {
        return old.repeat(replicas);
    }

    /** Commands that were taken and not answered. */
    int outstanding() {
        int sum = 0;
        for (One client : clients) {
            sum += client.waiting();
        }
        return sum;
    }

    String waiting() {
        StringBuilder text = new StringBuilder();
        for (One client : clients) {
            if (client.waiting() > 0) {
                text.append(text.length() > 0 ? ", " : "").append("client ").append(client.number);
                text.append(" for ").append(client.waiting()).append(client.waiting() > 1 ? " replies" : " reply");
            }
        }
        return text.toString();
    }

    /** Nobody will know of what is still outstanding. */
    void end() {
        for (One client : clients) {
            client.forget();
        }
        workload.onEnd();
        tally.judged(!workload.isUndecided());
    }

    private final class One {
        private final int number;
        private final UnsafeBuffer command;
        private final long[] tickets = new long[settings.maxOutstanding()];
        private Client client;
        private long answered;
        private long sent;
        private int pendingLength = -1;
        private long pendingTicket;
        private final ReplyHandler replyHandler = this::onReply;

        private One(int number, int maxCommandBytes) {
            this.number = number;
            command = new UnsafeBuffer(new byte[maxCommandBytes]);
        }

        private int waiting() {
            return (int) (sent - answered) + (pendingLength >= 0 ? 1 : 0);
        }

        private void connect() {
            ClientConfig config = new ClientConfig(0, settings.maxOutstanding(), RETRY_TIMEOUT_NS);
            client = replicas.connect(config, clock, () -> 0);
            answered = 0;
            sent = 0;
        }

        private void act() {
            poll();
            if (client == null) {
                connect();
            }
            for (int i = 0; i < settings.burst() && askNext(); i++) {
                // All of a burst, or until the client has to wait.
            }
        }

        /** Whether there may be another one. */
        private boolean askNext() {
            if (issuing && pendingLength < 0) {
                pendingTicket = nextTicket++;
                pendingLength = workload.next(number, pendingTicket, prng, command);
            }
            if (pendingLength >= 0) {
                offer();
            }
            return issuing && client != null && pendingLength < 0;
        }

        private void offer() {
            long sequence = client.offer(command, 0, pendingLength);
            if (sequence > 0) {
                long hash = ByteHash.of(command, 0, pendingLength);
                checks.onInvoked(client.sessionId(), sequence, hash);
                trace.hash(TraceKind.INVOKE, number, -1, sequence);
                if (trace.isRecording()) {
                    trace.words(TraceKind.INVOKE, number, -1, sequence, "asks " + name(sequence));
                }
                old.add(client.sessionId(), sequence, command, pendingLength);
                tickets[(int) sequence & tickets.length - 1] = pendingTicket;
                sent = sequence;
                pendingLength = -1;
                tally.add(SimCounter.COMMANDS, 1);
            } else if (sequence == Client.CLOSED) {
                tally.add(SimCounter.SESSION_ENDED, 1);
                forget();
            }
        }

        private String name(long sequence) {
            return Long.toHexString(client.sessionId()) + "/" + sequence;
        }

        private void poll() {
            if (client != null) {
                client.poll(replyHandler, REPLIES_PER_POLL);
                if (client.closeCode() != ReplyCode.OK) {
                    tally.add(SimCounter.SESSION_ENDED, 1);
                    forget();
                } else if (pendingLength >= 0 && client.outstanding() < settings.maxOutstanding()) {
                    offer();
                }
            }
        }

        private void onReply(long sequence, int code, long index, DirectBuffer buffer, int offset, int length) {
            if (sequence != answered + 1) {
                throw new Check.Broken("order of replies: client " + number + " has the reply to " + name(sequence)
                        + " behind that to " + answered);
            }
            answered = sequence;
            long ticket = tickets[(int) sequence & tickets.length - 1];
            if (trace.isRecording()) {
                String text = name(sequence) + " is answered: " + ReplyCode.toString(code) + " at index " + index;
                trace.words(TraceKind.REPLY, number, -1, sequence, text);
            }
            if (code == ReplyCode.OK) {
                long hash = length == 0 ? ByteHash.EMPTY : ByteHash.of(buffer, offset, length);
                trace.hash(TraceKind.REPLY, number, -1, hash);
                checks.onReply(client.sessionId(), sequence, index, hash);
                workload.onReply(number, ticket, buffer, offset, length);
                tally.add(SimCounter.REPLIES, 1);
            } else {
                workload.onUnknown(number, ticket);
            }
        }

        private void lose() {
            if (client != null) {
                trace.both(TraceKind.CLIENT_LOST, number, -1, sent, () -> "goes away without a word");
                tally.add(sent > answered ? SimCounter.CLIENT_LOST_WAITING : SimCounter.CLIENT_LOST, 1);
                replicas.disconnect(client.sessionId());
                forget();
            }
        }

        private void forget() {
            for (long sequence = answered + 1; sequence <= sent; sequence++) {
                workload.onUnknown(number, tickets[(int) sequence & tickets.length - 1]);
            }
            if (client != null) {
                tally.add(SimCounter.RETRIES, client.retries());
                tally.add(SimCounter.DUPLICATE_REPLIES, client.duplicateReplies());
            }
            client = null;
            answered = 0;
            sent = 0;
        }
    }
}
