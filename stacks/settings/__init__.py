"""What ``Pulumi.<stack>.yaml`` may say: a strict typed tree, and the words for what is wrong with one."""
