/** The system model, the ports, the protocols and the runtime that drives them. */
package io.ft4j.core;
