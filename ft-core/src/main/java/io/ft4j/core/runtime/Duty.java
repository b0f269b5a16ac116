package io.ft4j.core.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * One duty cycle and the thread that runs it, if it has one. Other threads reach what it owns by {@link #call}, which
 * runs between two cycles.
 */
public final class Duty implements Agent, AutoCloseable {
    private static final int MAX_WAITING_CALLS = 64;
    private static final long CALL_TIMEOUT_SECONDS = 60;
    private static final long RETRY_PARK_NS = 10_000;

    private final String name;
    private final IntSupplier cycle;
    private final ManyToOneConcurrentArrayQueue<FutureTask<?>> calls =
            new ManyToOneConcurrentArrayQueue<>(MAX_WAITING_CALLS);
    private AgentRunner runner;
    private volatile Thread thread;
    private volatile boolean ended;

    /** @param name of the thread. */
    public Duty(String name, IntSupplier cycle) {
        this.name = name;
        this.cycle = cycle;
    }

    /** Runs the cycle on a daemon thread of its own from now on. */
    public void startThread(IdleStrategy idleStrategy, ErrorHandler errorHandler) {
        runner = new AgentRunner(idleStrategy, errorHandler, null, this);
        AgentRunner.startOnThread(runner, this::newThread);
    }

    private Thread newThread(Runnable task) {
        Thread created = new Thread(task, name);
        created.setDaemon(true);
        thread = created;
        return created;
    }

    @Override
    public int doWork() {
        FutureTask<?> task = calls.poll();
        if (task != null) {
            task.run();
            return 1;
        }
        return cycle.getAsInt();
    }

    @Override
    public String roleName() {
        return name;
    }

    /**
     * Runs the task between two cycles and waits for it; on this duty's own thread, or where it has none, at once.
     *
     * @throws IllegalStateException when the thread does not come round to it.
     */
    public <T> T call(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        if (runner == null || ended || Thread.currentThread() == thread) {
            future.run();
        } else {
            while (!calls.offer(future)) {
                LockSupport.parkNanos(RETRY_PARK_NS);
            }
            if (ended) {
                future.run(); // nobody else comes round to it any more; a task runs once
            }
        }
        try {
            return future.get(CALL_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(name + " did not answer within " + CALL_TIMEOUT_SECONDS + " s", e);
        }
    }

    /** Ends the thread; the cycle is not run again, and calls run on the thread of the caller. */
    @Override
    public void close() {
        if (runner != null) {
            runner.close();
            ended = true;
            calls.drain(FutureTask::run);
        }
    }
}
