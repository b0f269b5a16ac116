/** Durable logs, checkpoints and message logging. */
package io.ft4j.log;
