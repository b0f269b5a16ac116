/** Failure detectors and the measures of their quality. */
package io.ft4j.detect;
