package io.rlpips.training.registry;

/**
 * A bundle in a registry.
 *
 * @param location where its zip file is, absolute
 * @param sha256 of the zip file, 64 lower-case hexadecimal digits
 * @param bytes of the zip file
 */
public record RegisteredModel(String modelId, String modelHash, String location, String sha256, long bytes) {}
