import Kernels

/// One layer, as a user writes it.
public enum LayerDescription: Sendable, Hashable {
    /// Fully connected, with biases. Takes any shape as one row of features.
    case dense(outputs: Int)
    case activation(Activation)
    /// Over each feature, or each channel of images, with a learnt scale and shift (momentum 0.1, epsilon 1e-5).
    case batchNormalization
    /// Over all features of each example, with a learnt scale and shift for each (epsilon 1e-5).
    case layerNormalization
    /// Two-dimensional, over images of channels × height × width.
    case convolution(Convolution)
    case maximumPooling(Pooling)
    case averagePooling(Pooling)
    /// Makes one row of features of an image.
    case flatten
    /// Drops values with that probability while training, and scales the others up.
    case dropout(Double)

    public static let relu = LayerDescription.activation(.relu)
    public static let sigmoid = LayerDescription.activation(.sigmoid)
    public static let tanh = LayerDescription.activation(.tanh)
}

/// The settings of a convolution with a square kernel.
public struct Convolution: Sendable, Hashable {
    /// The number of output channels.
    public var channels: Int
    /// The kernel's height and width.
    public var kernel: Int
    public var stride: Int
    /// How many rows and columns of zeros are thought around the image.
    public var padding: Int

    public init(channels: Int, kernel: Int, stride: Int = 1, padding: Int = 0) {
        self.channels = channels
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
    }
}

/// The settings of a pooling over square windows.
public struct Pooling: Sendable, Hashable {
    /// The window's height and width.
    public var size: Int
    /// The distance between two windows.
    public var stride: Int

    /// - Parameter stride: the window's size, if nil, so that windows do not overlap.
    public init(size: Int, stride: Int? = nil) {
        self.size = size
        self.stride = stride ?? size
    }
}
