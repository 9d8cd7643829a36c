package io.rlpips.detector.embed;

/**
 * What is known of a picture once its bytes are gone.
 *
 * @param sha256 of the encoded file, 64 lower-case hexadecimal digits
 * @param length of the encoded file in bytes
 * @param width of the upright picture in pixels
 * @param height of the upright picture in pixels
 * @param featureless whether it has no structure that could be recognised
 */
public record PictureFacts(String sha256, long length, int width, int height, boolean featureless) {}
