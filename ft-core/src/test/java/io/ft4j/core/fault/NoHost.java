package io.ft4j.core.fault;

/** Where nothing happens to processes. */
final class NoHost implements FaultInjector.Host {
    @Override
    public void begin(Fault fault, int processId) {}

    @Override
    public void end(Fault fault, int processId) {}
}
