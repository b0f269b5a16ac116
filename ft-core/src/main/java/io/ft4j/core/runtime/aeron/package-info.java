/**
 * A {@link io.ft4j.core.port.Transport} between JVMs on Aeron: UDP between machines, shared memory (IPC) on one. The only
 * package that knows Aeron; its jars are an optional dependency ({@code io.aeron:aeron-driver}).
 *
 * <p><b>What Aeron gives and is used.</b> A stream from one process to another is in order and without gaps while both
 * live; what is lost on the way is sent again; a slow receiver holds back its senders. <b>What it does not give.</b> A
 * process that restarts is a new stream: frames under way are lost, and a frame may arrive that was meant for the life
 * before. Envelope and incarnation of the protocols take care of that, as of everything else that comes from outside.
 *
 * <p><b>Threads.</b> None: {@link io.ft4j.core.runtime.aeron.AeronTransport#poll} runs driver and client.
 *
 * <p>Reading order: {@link io.ft4j.core.runtime.aeron.MediaConfig}, {@link io.ft4j.core.runtime.aeron.Endpoints}, {@link
 * io.ft4j.core.runtime.aeron.AeronMedia}, {@link io.ft4j.core.runtime.aeron.AeronTransport}, {@code FrameAssembler},
 * {@code MediaDirectory}.
 */
package io.ft4j.core.runtime.aeron;
