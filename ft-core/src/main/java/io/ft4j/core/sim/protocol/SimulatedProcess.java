package io.ft4j.core.sim.protocol;

import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.runtime.driver.DriverMemory;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.sim.world.Machine;
import io.ft4j.core.sim.world.SimLog;

/** A machine that runs a stack of protocols. */
public final class SimulatedProcess extends Machine {
    private final DriverMemory memory = new DriverMemory();

    private ProtocolStack stack;
    private EffectDriver driver;

    SimulatedProcess(int id, SimLog log) {
        super(id, log);
    }

    void run(ProtocolStack newStack, EffectDriver newDriver) {
        stack = newStack;
        driver = newDriver;
    }

    DriverMemory memory() {
        return memory;
    }

    /** Of its newest life; null while it is down. */
    public ProtocolStack stack() {
        return stack;
    }

    EffectDriver driver() {
        return driver;
    }

    @Override
    public boolean isRunning() {
        return driver != null;
    }

    @Override
    public boolean isDown() {
        return driver == null;
    }

    @Override
    protected void down() {
        stack = null;
        driver = null;
    }
}
