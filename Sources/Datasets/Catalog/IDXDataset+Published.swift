// Sizes and checksums as published: MNIST's and KMNIST's in the checksum lists of TensorFlow Datasets (`url_checksums`),
// Fashion-MNIST's there and as MD5 in its README, which agree with torchvision's `datasets/mnist.py`.
extension IDXDataset {
    static let mnist = IDXDataset(
        name: "mnist", summary: "28×28 handwritten digits",
        provenance: Provenance(
            authors: "Y. LeCun, C. Cortes and C. J. C. Burges", year: 1998,
            source: "The MNIST database of handwritten digits, http://yann.lecun.com/exdb/mnist/",
            licence: "CC BY-SA 3.0"),
        published: publishedSize, classNames: (0..<10).map(String.init),
        remoteFiles: RemoteFile.files(
            at: [
                "https://storage.googleapis.com/cvdf-datasets/mnist", "https://ossci-datasets.s3.amazonaws.com/mnist",
                "http://yann.lecun.com/exdb/mnist",
            ],
            [
                (9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                (28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                (1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                (4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
            ]),
        labelChecksum: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5")

    static let fashionMNIST = IDXDataset(
        name: "fashion_mnist", summary: "28×28 pictures of clothes",
        provenance: Provenance(
            authors: "H. Xiao, K. Rasul and R. Vollgraf", year: 2017,
            source: "Fashion-MNIST, https://github.com/zalandoresearch/fashion-mnist", licence: "MIT"),
        published: publishedSize,
        classNames: [
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
        ],
        remoteFiles: RemoteFile.files(
            at: [
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
            ],
            [
                (26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                (29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                (4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                (5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
            ]),
        labelChecksum: nil)

    static let kmnist = IDXDataset(
        name: "kmnist", summary: "28×28 cursive Japanese characters",
        provenance: Provenance(
            authors: "T. Clanuwat, M. Bober-Irizar, A. Kitamoto, A. Lamb, K. Yamamoto and D. Ha", year: 2018,
            source: "Kuzushiji-MNIST, doi 10.20676/00000341", licence: "CC BY-SA 4.0"),
        published: publishedSize, classNames: ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
        remoteFiles: RemoteFile.files(
            at: ["https://codh.rois.ac.jp/kmnist/dataset/kmnist", "http://codh.rois.ac.jp/kmnist/dataset/kmnist"],
            [
                (18_165_135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
                (29_497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
                (3_041_136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
                (5_120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
            ]),
        labelChecksum: nil)

    private static let publishedSize = DatasetSize(
        trainingRows: 60_000, heldOutRows: 10_000, shape: [1, 28, 28], classCount: 10)
}
