/**
 * What message logging keeps: events in a journal, messages in channels, and how far each got. Not for services.
 *
 * <p><b>Owners.</b> {@code Journal}: what is durable. {@code InboundChannels}: what was taken, told and saved of each channel.
 * {@code OutboundChannel}: what was said, sent and acknowledged. {@code StateGuard}: digests of states on record.
 *
 * <p>Reading order: {@code Event}, {@code Journal}, {@code EventReader}, {@code OutboundChannel}, {@code InboundChannels}.
 */
package io.ft4j.log.messagelog.record;
