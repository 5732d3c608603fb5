// Filled by the first source file of this module.
