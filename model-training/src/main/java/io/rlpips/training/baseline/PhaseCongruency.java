package io.rlpips.training.baseline;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_2D;
import org.visnow.jlargearrays.ConcurrencyUtils;

/**
 * How far the Fourier components of a picture agree in phase at each point (Kovesi 1999, in the form of Zhang et al.
 * 2011, section II-A): local energy beyond what noise explains over the sum of amplitudes, both summed over scales and
 * orientations. Thread-safe.
 */
final class PhaseCongruency {
    /** How many standard deviations of the noise's energy count as noise. */
    private static final double NOISE_DEVIATIONS = 2;
    /** The estimate of the noise is for independent scales, which they are not: taken back by this factor. */
    private static final double OVERESTIMATE = 1.7;

    private static final double TINY = 1e-4;

    static {
        // The library's worker threads are not daemons and would hold a finished process for a minute.
        ConcurrencyUtils.setNumberOfThreads(1);
    }

    private final LogGaborBank bank;
    private final int width;
    private final int height;

    PhaseCongruency(int width, int height) {
        this.width = width;
        this.height = height;
        this.bank = new LogGaborBank(width, height);
    }

    boolean fits(Plane plane) {
        return plane.width() == width && plane.height() == height;
    }

    /** @return 0 to 1 at each point; 0 where there is no structure at all */
    Plane of(Plane luminance) {
        // The library's transform writes to itself while it works, so threads cannot share one.
        DoubleFFT_2D fourier = new DoubleFFT_2D(height, width);
        double[] spectrum = new double[2 * width * height];
        for (int i = 0; i < width * height; i++) {
            spectrum[2 * i] = luminance.values()[i];
        }
        fourier.complexForward(spectrum);
        double[] energy = new double[width * height];
        double[] amplitude = new double[width * height];
        for (int orientation = 0; orientation < LogGaborBank.ORIENTATIONS; orientation++) {
            add(fourier, spectrum, orientation, energy, amplitude);
        }
        for (int i = 0; i < energy.length; i++) {
            energy[i] = amplitude[i] == 0 ? 0 : energy[i] / amplitude[i];
        }
        return new Plane(width, height, energy);
    }

    private void add(DoubleFFT_2D fourier, double[] spectrum, int orientation, double[] energy, double[] amplitude) {
        double[][] responses = new double[LogGaborBank.SCALES][];
        for (int scale = 0; scale < responses.length; scale++) {
            responses[scale] = response(fourier, spectrum, bank.gain(orientation, scale));
        }
        double noise = noiseEnergy(responses[0], orientation);
        for (int i = 0; i < energy.length; i++) {
            energy[i] += Math.max(0, localEnergy(responses, i) - noise);
            for (double[] response : responses) {
                amplitude[i] += Math.hypot(response[2 * i], response[2 * i + 1]);
            }
        }
    }

    /** @return even and odd responses as real and imaginary parts */
    private static double[] response(DoubleFFT_2D fourier, double[] spectrum, double[] gain) {
        double[] response = new double[spectrum.length];
        for (int i = 0; i < spectrum.length; i++) {
            response[i] = spectrum[i] * gain[i / 2];
        }
        fourier.complexInverse(response, true);
        return response;
    }

    /** The responses' projection onto their mean direction, less what lies across it. */
    private static double localEnergy(double[][] responses, int point) {
        double even = 0;
        double odd = 0;
        for (double[] response : responses) {
            even += response[2 * point];
            odd += response[2 * point + 1];
        }
        double length = Math.hypot(even, odd) + TINY;
        double energy = 0;
        for (double[] response : responses) {
            double along = (response[2 * point] * even + response[2 * point + 1] * odd) / length;
            double across = (response[2 * point] * odd - response[2 * point + 1] * even) / length;
            energy += along - Math.abs(across);
        }
        return energy;
    }

    /** From the finest scale, where a picture is mostly noise: the energy that noise explains, a Rayleigh variable. */
    private double noiseEnergy(double[] finest, int orientation) {
        double[] squares = new double[width * height];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = finest[2 * i] * finest[2 * i] + finest[2 * i + 1] * finest[2 * i + 1];
        }
        double meanSquare = median(squares) / Math.log(2);
        double power = meanSquare / bank.finestPower(orientation);
        double scale = Math.sqrt(power * bank.evenPower(orientation));
        double mean = scale * Math.sqrt(Math.PI / 2);
        double deviation = scale * Math.sqrt(2 - Math.PI / 2);
        return (mean + NOISE_DEVIATIONS * deviation) / OVERESTIMATE;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
