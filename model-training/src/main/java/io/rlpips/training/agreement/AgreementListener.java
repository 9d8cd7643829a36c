package io.rlpips.training.agreement;

/** Told how far a measurement has come. */
@FunctionalInterface
public interface AgreementListener {
    /**
     * @param metric whose turn it is
     * @param done triplets or pairs of {@code total}
     */
    void progress(String metric, long done, long total);
}
