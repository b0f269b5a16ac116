package io.ft4j.log.coordinated;

/** In which order a channel delivers what was sent over it. */
public enum ChannelOrder {
    /** In the order in which it was sent, nothing left out or twice. */
    FIFO,
    /** In any order. */
    UNORDERED
}
