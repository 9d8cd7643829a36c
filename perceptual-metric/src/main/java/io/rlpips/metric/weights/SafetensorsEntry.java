package io.rlpips.metric.weights;

/**
 * One tensor as the header of a safetensors file announces it, already checked against the file.
 *
 * @param start first byte, counted from the end of the header
 * @param end the byte after the last one
 */
record SafetensorsEntry(String name, ElementType type, int[] shape, int start, int end) {}
